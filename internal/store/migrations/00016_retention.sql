-- +goose Up
-- What the purge of items looks for (M-G2).
CREATE INDEX shipments_old ON shipments (updated_at) WHERE state = 'posted' OR state = 'cancelled' OR state = 'expired';
