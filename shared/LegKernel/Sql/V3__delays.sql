-- How big a disruption is, in the unit of its kind; null: it has no size.
ALTER TABLE leg.disruption ADD COLUMN amount numeric CHECK (amount >= 0);

-- Minutes that the stay at a call lasts longer (or, below zero, shorter) than planned because of open disruptions. Times are kept with them in: what was planned is
-- the present time less the delays of the calls before it.
ALTER TABLE leg.call ADD COLUMN delay_minutes int NOT NULL DEFAULT 0;
CREATE INDEX call_delayed ON leg.call (movement_id) WHERE delay_minutes <> 0;
