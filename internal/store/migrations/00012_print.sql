-- +goose Up
-- How each user prints labels. Measures are hundredths of a millimetre.
CREATE TABLE print_choices (
    user_id TEXT PRIMARY KEY REFERENCES users (id),
    format TEXT NOT NULL CHECK (format IN ('pdf', 'zpl')),
    stock TEXT NOT NULL,
    start BIGINT NOT NULL,
    nudge_x BIGINT NOT NULL,
    nudge_y BIGINT NOT NULL,
    dpi BIGINT NOT NULL,
    bare BOOLEAN NOT NULL,
    chosen_at BIGINT NOT NULL
);
