-- How much of a lane takes a toll (null: not known), and what the streets around its ends do to vehicles, as in the messages (null: nothing).
ALTER TABLE leg.lane
    ADD COLUMN tolled_km   numeric(8, 3) CHECK (tolled_km BETWEEN 0 AND km),
    ADD COLUMN from_access jsonb,
    ADD COLUMN to_access   jsonb;
