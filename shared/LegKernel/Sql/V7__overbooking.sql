-- How much more than there is room for is sold, in whole per cent, because not all that is booked comes: a policy of each line, 0 unless set. It is kept beside
-- each segment, so that what is offered follows from one row.
ALTER TABLE leg.line
    ADD COLUMN overbooking_percent int     NOT NULL DEFAULT 0 CHECK (overbooking_percent BETWEEN 0 AND 50),
    -- An operator has set it: what the data says no longer counts.
    ADD COLUMN overbooking_set     boolean NOT NULL DEFAULT false;
ALTER TABLE leg.segment ADD COLUMN overbooking_percent int NOT NULL DEFAULT 0 CHECK (overbooking_percent BETWEEN 0 AND 50);

-- What may be sold of one dimension: the room there is, and so much per cent more, rounded down.
CREATE FUNCTION leg.sellable(wanted int, ceiling int, overbooking_percent int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(least(wanted, ceiling)::bigint * (100 + overbooking_percent) / 100, 2147483647)::int;

-- offered is now that, but never less than what is taken; and never more than the policy allows.
ALTER TABLE leg.segment ADD CONSTRAINT segment_within_policy CHECK (
    offered_teu100 <= greatest(leg.sellable(wanted_teu100, ceiling_teu100, overbooking_percent), held_teu100 + confirmed_teu100)
    AND offered_kg <= greatest(leg.sellable(wanted_kg, ceiling_kg, overbooking_percent), held_kg + confirmed_kg)
    AND offered_litres <= greatest(leg.sellable(wanted_litres, ceiling_litres, overbooking_percent), held_litres + confirmed_litres)
    AND offered_reefer_plugs <= greatest(leg.sellable(wanted_reefer_plugs, ceiling_reefer_plugs, overbooking_percent), held_reefer_plugs + confirmed_reefer_plugs)
    AND offered_uld <= greatest(leg.sellable(wanted_uld, ceiling_uld, overbooking_percent), held_uld + confirmed_uld));
