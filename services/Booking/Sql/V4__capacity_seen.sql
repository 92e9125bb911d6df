-- The newest word heard of how much room an operator or the conditions leave, per movement or pool day: an older one that comes later changes nothing.
CREATE TABLE booking.capacity_seen (
    carrier    text        PRIMARY KEY,
    revision   bigint      NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
