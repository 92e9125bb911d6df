-- An import may be tried without effect (dry_run), and may replace what there is of lines in a window: what the file does not hold is withdrawn.
ALTER TABLE leg.schedule_import
    ADD COLUMN dry_run         boolean NOT NULL DEFAULT false,
    ADD COLUMN replaces        jsonb   NOT NULL DEFAULT '[]',
    ADD COLUMN withdrawn       int     NOT NULL DEFAULT 0,
    -- Ids of those of them on which room was taken; the first so many.
    ADD COLUMN withdrawn_taken jsonb   NOT NULL DEFAULT '[]',
    DROP CONSTRAINT schedule_import_state_check,
    -- CHECKED: the end of a dry run.
    ADD CONSTRAINT schedule_import_state_check CHECK (state IN ('READING', 'STAGED', 'APPLIED', 'CHECKED', 'REJECTED', 'ABORTED', 'FAILED'));

-- Null: the movement is to be withdrawn.
ALTER TABLE leg.schedule_stage ALTER COLUMN movement DROP NOT NULL;

-- Movements of the lines to be replaced that the file holds as they are.
CREATE TABLE leg.schedule_kept (
    import_id   uuid NOT NULL REFERENCES leg.schedule_import ON DELETE CASCADE,
    movement_id text NOT NULL,
    PRIMARY KEY (import_id, movement_id)
);

-- Cancelled because a timetable no longer held it: one that holds it again brings it back, unlike what an operator has cancelled.
ALTER TABLE leg.movement ADD COLUMN withdrawn boolean NOT NULL DEFAULT false, ADD CHECK (NOT withdrawn OR status = 'CANCELLED');
