-- +goose Up
-- A search by amount finds what the counter charged (M-G1), also of what was
-- posted before. First the signatures of the blocks that will say something else.
DELETE FROM shipment_signatures WHERE EXISTS (
    SELECT 1 FROM shipment_blocks b JOIN shipments s ON s.customer = b.customer AND s.id > b.after AND s.id <= b.last
    WHERE b.customer = shipment_signatures.customer AND b.last = shipment_signatures.last AND s.state = 'posted'
        AND s.search NOT LIKE '%' || CAST(s.total / 100 AS TEXT) || '.' || CAST(s.total / 10 % 10 AS TEXT) || CAST(s.total % 10 AS TEXT) || '%');
UPDATE shipments SET search = search || '
' || CAST(total / 100 AS TEXT) || '.' || CAST(total / 10 % 10 AS TEXT) || CAST(total % 10 AS TEXT)
WHERE state = 'posted'
    AND search NOT LIKE '%' || CAST(total / 100 AS TEXT) || '.' || CAST(total / 10 % 10 AS TEXT) || CAST(total % 10 AS TEXT) || '%';
