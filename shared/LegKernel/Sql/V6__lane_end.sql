-- A lane that was not made from seed data may have no end that is known yet.
ALTER TABLE leg.lane DROP CONSTRAINT lane_check1;
