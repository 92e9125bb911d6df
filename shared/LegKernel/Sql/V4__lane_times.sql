-- Departures between these moments only; null: no limit. A lane that was not made from seed data (a detour) has a last moment, and is forgotten some days after it.
ALTER TABLE leg.lane
    ADD COLUMN offered_from timestamptz,
    ADD COLUMN offered_to   timestamptz,
    ADD COLUMN seeded       boolean NOT NULL DEFAULT true,
    -- Minutes gate to gate by minute of the local day, as in the messages; null: always duration_minutes.
    ADD COLUMN times        jsonb,
    ADD COLUMN dangerous_goods_times jsonb,
    ADD CHECK (offered_to > offered_from),
    ADD CHECK (seeded OR offered_to IS NOT NULL);
