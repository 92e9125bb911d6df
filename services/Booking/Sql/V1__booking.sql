-- What Booking knows. Times are UTC instants; money is integer fen.
CREATE SCHEMA IF NOT EXISTS booking;

-- The gapless numbering of this service's events. Its one row is updated last in every transaction that publishes.
CREATE TABLE booking.event_sequence (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last     bigint  NOT NULL CHECK (last >= 0)
);
INSERT INTO booking.event_sequence (last) VALUES (0);

-- A hold, and the booking it becomes: one row from the first request to the end. state is the whole truth (Domain/BookingState.cs); the other columns
-- repeat what is searched for. The row's lock is what puts the messages about one booking in a row.
CREATE TABLE booking.booking (
    booking_id uuid        PRIMARY KEY,
    tenant     text        NOT NULL,
    booked     boolean     NOT NULL,
    status     text        NOT NULL,
    decided    boolean     NOT NULL,
    settled    boolean     NOT NULL,
    version    bigint      NOT NULL CHECK (version > 0),
    departure  timestamptz NOT NULL,
    arrival    timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    wake_at    timestamptz,
    state      jsonb       NOT NULL
);
CREATE INDEX booking_list ON booking.booking (tenant, created_at DESC, booking_id DESC) WHERE booked;
CREATE INDEX booking_by_status ON booking.booking (tenant, status, created_at DESC, booking_id DESC) WHERE booked;
CREATE INDEX booking_due ON booking.booking (wake_at) WHERE wake_at IS NOT NULL;
-- For the quotas: few rows at any moment.
CREATE INDEX booking_open_holds ON booking.booking (tenant) WHERE NOT booked AND status = 'RECEIVED';
CREATE INDEX booking_undecided ON booking.booking (tenant) WHERE booked AND NOT decided;

-- Which booking an answer of a leg service is about.
CREATE TABLE booking.hold (
    hold_id    uuid PRIMARY KEY,
    booking_id uuid NOT NULL REFERENCES booking.booking ON DELETE CASCADE,
    service    text NOT NULL
);
CREATE INDEX hold_by_booking ON booking.hold (booking_id);

-- What the live bookings and holds ride: where a disruption looks.
CREATE TABLE booking.ride (
    booking_id uuid        NOT NULL REFERENCES booking.booking ON DELETE CASCADE,
    room       int         NOT NULL,
    sequence   int         NOT NULL,
    carrier    text        NOT NULL,
    service    text        NOT NULL,
    day        date,
    from_call  int,
    to_call    int,
    origin     text        NOT NULL,
    destination text       NOT NULL,
    departure  timestamptz NOT NULL,
    arrival    timestamptz NOT NULL,
    PRIMARY KEY (booking_id, room, sequence)
);
CREATE INDEX ride_by_carrier ON booking.ride (carrier, day);
CREATE INDEX ride_by_origin ON booking.ride (origin, departure);
CREATE INDEX ride_by_destination ON booking.ride (destination, arrival);

CREATE TABLE booking.history (
    booking_id uuid        NOT NULL REFERENCES booking.booking ON DELETE CASCADE,
    entry_id   bigint      GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL,
    who        text        NOT NULL,
    what       text        NOT NULL,
    why        text        NOT NULL,
    PRIMARY KEY (booking_id, entry_id)
);

-- Answers already given, so that a repeated request gets the same bytes. A row without an answer is a request that runs until leased_until, or that died
-- between commit and reply; then whoever asks again finishes it from the booking it had made.
CREATE TABLE booking.idempotency (
    tenant       text        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    booking_id   uuid,
    leased_until timestamptz NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    status       int,
    headers      jsonb,
    body         bytea,
    PRIMARY KEY (tenant, key)
);
CREATE INDEX idempotency_by_age ON booking.idempotency (created_at);

-- Bookings for which a way out is sought.
CREATE TABLE booking.replan_job (
    booking_id   uuid        PRIMARY KEY REFERENCES booking.booking ON DELETE CASCADE,
    cause        text        NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts     int         NOT NULL DEFAULT 0
);
CREATE INDEX replan_job_due ON booking.replan_job (due_at);

-- Closures of which is not yet known whom they touch.
CREATE TABLE booking.disruption_job (
    service       text        NOT NULL,
    disruption_id text        NOT NULL,
    revision      bigint      NOT NULL,
    fact          jsonb       NOT NULL,
    due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts      int         NOT NULL DEFAULT 0,
    PRIMARY KEY (service, disruption_id)
);

-- The newest schedule heard of, per movement that was ever rescheduled.
CREATE TABLE booking.schedule (
    movement_id text        PRIMARY KEY,
    revision    bigint      NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX booking_in_trouble ON booking.booking ((state->'trouble'->>'source')) WHERE state->'trouble' IS NOT NULL;
