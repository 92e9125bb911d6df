-- Shipments split over several bookings: all get their room or none does. Once each is confirmed, each goes its own way.
CREATE TABLE booking.split (
    split_id   uuid        PRIMARY KEY,
    tenant     text        NOT NULL,
    created_at timestamptz NOT NULL,
    decided_at timestamptz
);
CREATE INDEX split_open ON booking.split (created_at) WHERE decided_at IS NULL;

CREATE TABLE booking.split_part (
    split_id   uuid NOT NULL REFERENCES booking.split ON DELETE CASCADE,
    part       int  NOT NULL CHECK (part > 0),
    booking_id uuid NOT NULL UNIQUE REFERENCES booking.booking,
    PRIMARY KEY (split_id, part)
);
