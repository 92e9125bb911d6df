-- What waits to be sent. A row is written in the transaction of the change it tells about and deleted once the broker has confirmed it.
CREATE TABLE messaging.outbox (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id     uuid        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('EVENT', 'COMMAND', 'REPLY')),
    destination    text        NOT NULL,   -- exchange of an event; queue of a command or reply
    body           text        NOT NULL,   -- the whole JSON envelope, exactly as it will be sent
    headers        jsonb       NOT NULL DEFAULT '{}',
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    enqueue_time   timestamptz NOT NULL,   -- not sent before; also pushed back after a failed attempt
    schedule_token uuid,                   -- cancels a scheduled message
    attempts       integer     NOT NULL DEFAULT 0,
    last_error     text,
    parked_at      timestamptz             -- given up: shown to the operator, sent again only on request
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_scale_factor = 0);

CREATE INDEX outbox_due ON messaging.outbox (enqueue_time, id) WHERE parked_at IS NULL;
CREATE INDEX outbox_parked ON messaging.outbox (parked_at) WHERE parked_at IS NOT NULL;
CREATE INDEX outbox_token ON messaging.outbox (schedule_token) WHERE schedule_token IS NOT NULL;

-- What has been handled: a message has one effect for each consumer, however often it is delivered.
CREATE TABLE messaging.inbox (
    message_id  uuid        NOT NULL,
    consumer    text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (message_id, consumer)
);

CREATE INDEX inbox_received_at ON messaging.inbox (received_at);

-- State machines, one row an instance.
CREATE TABLE messaging.saga (
    saga           text        NOT NULL,
    correlation_id uuid        NOT NULL,
    version        integer     NOT NULL DEFAULT 1,
    state          jsonb       NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (saga, correlation_id)
);
