-- Who made the music.
CREATE TABLE artists (
    artist_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE albums (
    album_id INTEGER PRIMARY KEY,
    artist_id INTEGER NOT NULL REFERENCES artists (artist_id),
    title TEXT NOT NULL,
    released INTEGER CHECK (released BETWEEN 1900 AND 2100)
);

CREATE INDEX albums_by_artist ON albums (artist_id);
