-- A disruption of lines may bear on a stretch of them alone: its segments, each as the terminals of its two calls, 'LCK-FCJ>TON-RIV'. Empty: all of each line.
ALTER TABLE leg.disruption ADD COLUMN stretches text[] NOT NULL DEFAULT '{}';

-- As before, but of a line with a stretch only the segments that are in it.
CREATE OR REPLACE VIEW leg.segment_ceiling AS
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
    OR ((m.line_id = ANY (d.lines) OR m.movement_id = ANY (d.lines)) AND b.arrival >= d.from_at AND (d.to_at IS NULL OR a.departure < d.to_at)
        AND (cardinality(d.stretches) = 0 OR a.terminal || '>' || b.terminal = ANY (d.stretches))))
GROUP BY s.movement_id, s.index;
