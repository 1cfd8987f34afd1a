-- +goose Up
-- What the purge of items looks for (M-G2).
CREATE INDEX shipments_old ON shipments (updated_at) WHERE state IN ('posted', 'cancelled', 'expired');
