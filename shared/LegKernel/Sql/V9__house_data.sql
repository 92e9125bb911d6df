-- Data of the mode that operators change while the service runs: each thing has a sheet of rows, each row with the day from which it holds.
-- Every version of every sheet stays. In force is the highest revision.
CREATE TABLE leg.data_sheet (
    sheet_id   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text        NOT NULL,
    id         text        NOT NULL,
    revision   bigint      NOT NULL CHECK (revision > 0),
    rows       jsonb       NOT NULL,
    -- Hash of the seed it was made from; null for an operator's version.
    seed_hash  text,
    who        text        NOT NULL,
    why        text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (kind, id, revision)
);

-- Cancelled because the data no longer have it: comes back with them, unlike what an operator has cancelled.
ALTER TABLE leg.movement ADD COLUMN lapsed boolean NOT NULL DEFAULT false, ADD CHECK (NOT lapsed OR status = 'CANCELLED');
