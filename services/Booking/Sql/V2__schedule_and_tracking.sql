-- The calls of rescheduled movements, so that a booking made from an older offer starts with the times that hold.
ALTER TABLE booking.schedule ADD COLUMN calls jsonb;
CREATE INDEX schedule_by_age ON booking.schedule (changed_at);
