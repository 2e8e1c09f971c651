-- What is sold.
CREATE TABLE tracks (
    track_id INTEGER PRIMARY KEY,
    album_id INTEGER NOT NULL REFERENCES albums (album_id),
    title TEXT NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    price_cents INTEGER NOT NULL DEFAULT 99
);

CREATE INDEX tracks_by_album ON tracks (album_id);
