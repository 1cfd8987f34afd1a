-- +goose Up
-- Which item a clerk took last on a day, to whose posting the next may belong;
-- and an office's day, as before.

CREATE INDEX acceptances_clerk ON acceptances (office, day, clerk, at);
DROP INDEX acceptances_till;
