-- Schedules from outside: a file is read, checked and staged in portions, and then applied in one transaction.

CREATE TABLE leg.schedule_import (
    import_id   uuid        PRIMARY KEY,
    tenant      text        NOT NULL,
    who         text        NOT NULL,
    format      text        NOT NULL,
    mode        text        NOT NULL CHECK (mode IN ('ALL', 'VALID')),
    -- READING: the body is coming in. STAGED: waits to be applied, or is. APPLIED: done. REJECTED: nothing was applied, for what the file says.
    -- ABORTED: the body was cut off. FAILED: it could not be applied, for reasons that are ours.
    state       text        NOT NULL CHECK (state IN ('READING', 'STAGED', 'APPLIED', 'REJECTED', 'ABORTED', 'FAILED')),
    -- Movements.
    read        int         NOT NULL DEFAULT 0,
    bad         int         NOT NULL DEFAULT 0,
    unchanged   int         NOT NULL DEFAULT 0,
    staged      int         NOT NULL DEFAULT 0,
    applied     int         NOT NULL DEFAULT 0,   -- counts up while it is applied; final once APPLIED
    created     int         NOT NULL DEFAULT 0,
    changed     int         NOT NULL DEFAULT 0,
    attempts    int         NOT NULL DEFAULT 0,
    message     text,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    touched_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
);
CREATE INDEX schedule_import_open ON leg.schedule_import (started_at) WHERE state IN ('READING', 'STAGED');

-- What is wrong with a file, by line; the first so many.
CREATE TABLE leg.schedule_import_error (
    import_id uuid   NOT NULL REFERENCES leg.schedule_import ON DELETE CASCADE,
    error_id  bigint GENERATED ALWAYS AS IDENTITY,
    line      int    NOT NULL,
    movement  text,
    reason    text   NOT NULL,
    PRIMARY KEY (import_id, error_id)
);

-- Movements that are new or different, as the file has them.
CREATE TABLE leg.schedule_stage (
    import_id   uuid NOT NULL REFERENCES leg.schedule_import ON DELETE CASCADE,
    movement_id text NOT NULL,
    line        int  NOT NULL,
    movement    text NOT NULL,
    PRIMARY KEY (import_id, movement_id)
);
