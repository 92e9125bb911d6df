-- What a leg service knows. Times are UTC instants; days are local days of the hub (+08:00).
-- Room is five whole numbers per segment or pool day: teu100 (hundredths of a TEU), kg, litres, reefer_plugs, uld. Of each there are
--   wanted     what the operator (or the line pattern) wants to offer,
--   ceiling    what the open disruptions leave of it (2147483647: no limit),
--   offered    what is really offered: the lesser of the two, but never less than what is taken,
--   held       set aside by holds that have not expired,
--   confirmed  sold.
-- offered is stored, not derived, so that the CHECK is a second, independent guard: taking room touches held or confirmed alone.

CREATE SCHEMA IF NOT EXISTS leg;

-- The gapless numbering of this service's events. Its one row is updated last in every transaction that publishes.
CREATE TABLE leg.event_sequence (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    last     bigint  NOT NULL CHECK (last >= 0)
);
INSERT INTO leg.event_sequence (last) VALUES (0);

CREATE TABLE leg.line (
    line_id      text        PRIMARY KEY,
    name         text        NOT NULL,
    pattern      jsonb       NOT NULL,
    pattern_hash text        NOT NULL,
    withdrawn    boolean     NOT NULL DEFAULT false,
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE leg.movement (
    movement_id  text        PRIMARY KEY,
    line_id      text        NOT NULL,
    service_date date        NOT NULL,
    run          int         NOT NULL CHECK (run > 0),
    status       text        NOT NULL CHECK (status IN ('SCHEDULED', 'CANCELLED')),
    vehicle      text        NOT NULL,
    tariff_id    text        NOT NULL,
    rules        jsonb       NOT NULL,
    provenance   jsonb       NOT NULL,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL CHECK (ends_at > starts_at),
    -- Hash of the pattern it was made from; null once an operator has taken it over, so that upkeep leaves it alone.
    pattern_hash text,
    revision     bigint      NOT NULL CHECK (revision > 0),
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX movement_by_line ON leg.movement (line_id, service_date);
CREATE INDEX movement_by_start ON leg.movement (starts_at, movement_id);
CREATE INDEX movement_by_end ON leg.movement (ends_at);

CREATE TABLE leg.call (
    movement_id      text NOT NULL REFERENCES leg.movement ON DELETE CASCADE,
    index            int  NOT NULL CHECK (index >= 0),
    terminal         text NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('CARGO', 'PASS')),
    arrival          timestamptz,
    departure        timestamptz,
    cutoff           timestamptz,
    handling_minutes int  NOT NULL CHECK (handling_minutes >= 0),
    PRIMARY KEY (movement_id, index),
    CHECK (arrival IS NOT NULL OR departure IS NOT NULL),
    CHECK (departure >= arrival),
    CHECK (cutoff <= departure)
);
CREATE INDEX call_by_terminal ON leg.call (terminal, movement_id);

CREATE TABLE leg.segment (
    movement_id text    NOT NULL REFERENCES leg.movement ON DELETE CASCADE,
    index       int     NOT NULL CHECK (index >= 0),
    km          numeric NOT NULL CHECK (km > 0),
    wanted_teu100 int NOT NULL CHECK (wanted_teu100 >= 0), wanted_kg int NOT NULL CHECK (wanted_kg >= 0), wanted_litres int NOT NULL CHECK (wanted_litres >= 0),
    wanted_reefer_plugs int NOT NULL CHECK (wanted_reefer_plugs >= 0), wanted_uld int NOT NULL CHECK (wanted_uld >= 0),
    ceiling_teu100 int NOT NULL DEFAULT 2147483647, ceiling_kg int NOT NULL DEFAULT 2147483647, ceiling_litres int NOT NULL DEFAULT 2147483647,
    ceiling_reefer_plugs int NOT NULL DEFAULT 2147483647, ceiling_uld int NOT NULL DEFAULT 2147483647,
    offered_teu100 int NOT NULL, offered_kg int NOT NULL, offered_litres int NOT NULL, offered_reefer_plugs int NOT NULL, offered_uld int NOT NULL,
    held_teu100 int NOT NULL DEFAULT 0, held_kg int NOT NULL DEFAULT 0, held_litres int NOT NULL DEFAULT 0, held_reefer_plugs int NOT NULL DEFAULT 0, held_uld int NOT NULL DEFAULT 0,
    confirmed_teu100 int NOT NULL DEFAULT 0, confirmed_kg int NOT NULL DEFAULT 0, confirmed_litres int NOT NULL DEFAULT 0, confirmed_reefer_plugs int NOT NULL DEFAULT 0, confirmed_uld int NOT NULL DEFAULT 0,
    PRIMARY KEY (movement_id, index),
    CONSTRAINT segment_never_negative CHECK (least(
        held_teu100, held_kg, held_litres, held_reefer_plugs, held_uld,
        confirmed_teu100, confirmed_kg, confirmed_litres, confirmed_reefer_plugs, confirmed_uld) >= 0),
    CONSTRAINT segment_never_oversold CHECK (
        offered_teu100 >= held_teu100 + confirmed_teu100 AND offered_kg >= held_kg + confirmed_kg AND offered_litres >= held_litres + confirmed_litres
        AND offered_reefer_plugs >= held_reefer_plugs + confirmed_reefer_plugs AND offered_uld >= held_uld + confirmed_uld)
);

CREATE TABLE leg.pool (
    pool_id      text        PRIMARY KEY,
    name         text        NOT NULL,
    terminal     text        NOT NULL,
    pattern      jsonb       NOT NULL,
    pattern_hash text        NOT NULL,
    withdrawn    boolean     NOT NULL DEFAULT false,
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE leg.pool_day (
    pool_id      text        NOT NULL REFERENCES leg.pool,
    day          date        NOT NULL,
    pattern_hash text,
    revision     bigint      NOT NULL CHECK (revision > 0),
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    wanted_teu100 int NOT NULL CHECK (wanted_teu100 >= 0), wanted_kg int NOT NULL CHECK (wanted_kg >= 0), wanted_litres int NOT NULL CHECK (wanted_litres >= 0),
    wanted_reefer_plugs int NOT NULL CHECK (wanted_reefer_plugs >= 0), wanted_uld int NOT NULL CHECK (wanted_uld >= 0),
    ceiling_teu100 int NOT NULL DEFAULT 2147483647, ceiling_kg int NOT NULL DEFAULT 2147483647, ceiling_litres int NOT NULL DEFAULT 2147483647,
    ceiling_reefer_plugs int NOT NULL DEFAULT 2147483647, ceiling_uld int NOT NULL DEFAULT 2147483647,
    offered_teu100 int NOT NULL, offered_kg int NOT NULL, offered_litres int NOT NULL, offered_reefer_plugs int NOT NULL, offered_uld int NOT NULL,
    held_teu100 int NOT NULL DEFAULT 0, held_kg int NOT NULL DEFAULT 0, held_litres int NOT NULL DEFAULT 0, held_reefer_plugs int NOT NULL DEFAULT 0, held_uld int NOT NULL DEFAULT 0,
    confirmed_teu100 int NOT NULL DEFAULT 0, confirmed_kg int NOT NULL DEFAULT 0, confirmed_litres int NOT NULL DEFAULT 0, confirmed_reefer_plugs int NOT NULL DEFAULT 0, confirmed_uld int NOT NULL DEFAULT 0,
    PRIMARY KEY (pool_id, day),
    CONSTRAINT pool_day_never_negative CHECK (least(
        held_teu100, held_kg, held_litres, held_reefer_plugs, held_uld,
        confirmed_teu100, confirmed_kg, confirmed_litres, confirmed_reefer_plugs, confirmed_uld) >= 0),
    CONSTRAINT pool_day_never_oversold CHECK (
        offered_teu100 >= held_teu100 + confirmed_teu100 AND offered_kg >= held_kg + confirmed_kg AND offered_litres >= held_litres + confirmed_litres
        AND offered_reefer_plugs >= held_reefer_plugs + confirmed_reefer_plugs AND offered_uld >= held_uld + confirmed_uld)
);
CREATE INDEX pool_day_by_day ON leg.pool_day (day);

CREATE TABLE leg.lane (
    lane_id          text        PRIMARY KEY,
    from_terminal    text        NOT NULL,
    to_terminal      text        NOT NULL,
    km               numeric     NOT NULL CHECK (km > 0),
    duration_minutes int         NOT NULL CHECK (duration_minutes > 0),
    loading_minutes  int         NOT NULL CHECK (loading_minutes >= 0),
    handling_minutes int         NOT NULL CHECK (handling_minutes >= 0),
    pool_id          text        NOT NULL REFERENCES leg.pool,
    tariff_id        text        NOT NULL,
    rules            jsonb       NOT NULL,
    provenance       jsonb       NOT NULL,
    pattern_hash     text        NOT NULL,
    withdrawn        boolean     NOT NULL DEFAULT false,
    revision         bigint      NOT NULL CHECK (revision > 0),
    changed_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX lane_by_from ON leg.lane (from_terminal, to_terminal);
CREATE INDEX lane_by_to ON leg.lane (to_terminal);

-- Every version of every tariff. In force at a moment is the highest revision whose validity contains it.
CREATE TABLE leg.tariff (
    tariff_id    text        NOT NULL,
    revision     bigint      NOT NULL CHECK (revision > 0),
    valid_from   timestamptz NOT NULL,
    valid_to     timestamptz CHECK (valid_to > valid_from),
    currency     text        NOT NULL,
    charges      jsonb       NOT NULL,
    emissions    jsonb       NOT NULL,
    provenance   jsonb       NOT NULL,
    -- Hash of the seed it was made from; null for an operator's version.
    seed_hash    text,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tariff_id, revision)
);

CREATE TABLE leg.hold (
    hold_id    uuid        PRIMARY KEY,
    tenant     text        NOT NULL,
    owner      text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('HELD', 'CONFIRMED', 'RELEASED', 'EXPIRED', 'REFUSED')),
    expires_at timestamptz NOT NULL,
    -- REFUSED: why, so that asking again is answered alike. RELEASED: the reason given.
    refusal    jsonb,
    reason     text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX hold_to_expire ON leg.hold (expires_at) WHERE state = 'HELD';

CREATE TABLE leg.hold_leg (
    hold_id     uuid NOT NULL REFERENCES leg.hold ON DELETE CASCADE,
    index       int  NOT NULL,
    movement_id text,
    from_call   int,
    to_call     int,
    lane_id     text,
    pool_id     text,
    day         date,
    teu100 int NOT NULL, kg int NOT NULL, litres int NOT NULL, reefer_plugs int NOT NULL, uld int NOT NULL,
    PRIMARY KEY (hold_id, index),
    CHECK ((movement_id IS NOT NULL AND from_call < to_call AND lane_id IS NULL) OR (lane_id IS NOT NULL AND pool_id IS NOT NULL AND day IS NOT NULL AND movement_id IS NULL))
);
CREATE INDEX hold_leg_by_movement ON leg.hold_leg (movement_id) WHERE movement_id IS NOT NULL;
CREATE INDEX hold_leg_by_pool_day ON leg.hold_leg (pool_id, day) WHERE pool_id IS NOT NULL;

CREATE TABLE leg.disruption (
    disruption_id text        PRIMARY KEY,
    revision      bigint      NOT NULL CHECK (revision > 0),
    kind          text        NOT NULL,
    terminals     text[]      NOT NULL,
    lines         text[]      NOT NULL,
    from_at       timestamptz NOT NULL,
    to_at         timestamptz CHECK (to_at > from_at),
    description   text        NOT NULL,
    status        text        NOT NULL CHECK (status IN ('OPEN', 'CLEARED')),
    -- What it leaves of the room it touches; null: it does not bear on that dimension.
    ceiling_teu100 int CHECK (ceiling_teu100 >= 0), ceiling_kg int CHECK (ceiling_kg >= 0), ceiling_litres int CHECK (ceiling_litres >= 0),
    ceiling_reefer_plugs int CHECK (ceiling_reefer_plugs >= 0), ceiling_uld int CHECK (ceiling_uld >= 0),
    raised_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    cleared_at    timestamptz
);
CREATE INDEX disruption_open ON leg.disruption (from_at) WHERE status = 'OPEN';

-- Who did what to what, when and why.
CREATE TABLE leg.history (
    history_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    who        text        NOT NULL,
    subject    text        NOT NULL,
    what       text        NOT NULL,
    why        text        NOT NULL
);
CREATE INDEX history_by_subject ON leg.history (subject, history_id);
CREATE INDEX history_by_time ON leg.history (at);

-- The least ceiling that the open disruptions put on each segment they touch: the segments on both sides of a call at a named terminal
-- during the window, and every segment of a named line (or movement) that runs during it.
CREATE VIEW leg.segment_ceiling AS
SELECT s.movement_id, s.index,
       min(d.ceiling_teu100) AS teu100, min(d.ceiling_kg) AS kg, min(d.ceiling_litres) AS litres,
       min(d.ceiling_reefer_plugs) AS reefer_plugs, min(d.ceiling_uld) AS uld
FROM leg.segment s
JOIN leg.movement m ON m.movement_id = s.movement_id
JOIN leg.call a ON a.movement_id = s.movement_id AND a.index = s.index
JOIN leg.call b ON b.movement_id = s.movement_id AND b.index = s.index + 1
JOIN leg.disruption d ON d.status = 'OPEN' AND (
       (a.terminal = ANY (d.terminals) AND coalesce(a.departure, a.arrival) >= d.from_at AND (d.to_at IS NULL OR coalesce(a.arrival, a.departure) < d.to_at))
    OR (b.terminal = ANY (d.terminals) AND coalesce(b.departure, b.arrival) >= d.from_at AND (d.to_at IS NULL OR coalesce(b.arrival, b.departure) < d.to_at))
    OR ((m.line_id = ANY (d.lines) OR m.movement_id = ANY (d.lines)) AND b.arrival >= d.from_at AND (d.to_at IS NULL OR a.departure < d.to_at)))
GROUP BY s.movement_id, s.index;

-- Likewise for pool days: a named pool is touched on every day the window overlaps, a pool at a named terminal on the days it covers wholly.
CREATE VIEW leg.pool_day_ceiling AS
SELECT p.pool_id, p.day,
       min(d.ceiling_teu100) AS teu100, min(d.ceiling_kg) AS kg, min(d.ceiling_litres) AS litres,
       min(d.ceiling_reefer_plugs) AS reefer_plugs, min(d.ceiling_uld) AS uld
FROM leg.pool_day p
JOIN leg.pool o ON o.pool_id = p.pool_id
CROSS JOIN LATERAL (SELECT p.day::timestamp AT TIME ZONE interval '8 hours' AS opens, (p.day + 1)::timestamp AT TIME ZONE interval '8 hours' AS closes) w
JOIN leg.disruption d ON d.status = 'OPEN' AND (
       (o.terminal = ANY (d.terminals) AND d.from_at <= w.opens AND (d.to_at IS NULL OR d.to_at >= w.closes))
    OR (p.pool_id = ANY (d.lines) AND d.from_at < w.closes AND (d.to_at IS NULL OR d.to_at > w.opens)))
GROUP BY p.pool_id, p.day;
