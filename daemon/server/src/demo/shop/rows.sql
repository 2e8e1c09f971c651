INSERT INTO artists (name) VALUES
    ('The Paper Lanterns'), ('Ida Holmqvist'), ('Northbound Ferry'), ('Sofía Arroyo Quartet'), ('Glasswing'),
    ('Old Harbour Brass'), ('Mbali & The Rains'), ('Seven Minute Coffee'), ('Kenji Morita'), ('The Understudies');

INSERT INTO albums (artist_id, title, released) VALUES
    (1, 'Letters to the Coast', 2011), (1, 'Low Tide Radio', 2014), (2, 'Snow on the Strings', 2008),
    (2, 'Lamplight', 2017), (3, 'Timetable', 2003), (3, 'Every Other Island', 2006), (4, 'Calle del Norte', 2019),
    (5, 'Transparent', 2020), (5, 'Small Weather', 2022), (6, 'Foghorn Sessions', 1998), (7, 'After the Rains', 2015),
    (8, 'First Pour', 2012), (8, 'Refill', 2016), (9, 'Platform Nine', 2001), (9, 'Quiet Machines', 2010),
    (10, 'Opening Night', 2018);

WITH words (n, first, second) AS (VALUES
    (0, 'Morning', 'Window'), (1, 'Copper', 'Bridge'), (2, 'Slow', 'Train'), (3, 'Borrowed', 'Umbrella'),
    (4, 'Paper', 'Moon'), (5, 'Second', 'Summer'), (6, 'Hidden', 'Stair'), (7, 'Quiet', 'Harbour'),
    (8, 'Last', 'Lantern'), (9, 'Winter', 'Orchard'))
INSERT INTO tracks (album_id, title, seconds, price_cents)
SELECT a.album_id, f.first || ' ' || s.second, 140 + (a.album_id * 37 + f.n * 53 + s.n * 17) % 260, 99 + 30 * (f.n % 3 = 0)
FROM albums AS a JOIN words AS f JOIN words AS s ON s.n = (f.n * 3 + a.album_id) % 10;

WITH given (n, name) AS (VALUES
    (0, 'Anna'), (1, 'Bram'), (2, 'Chiara'), (3, 'Dylan'), (4, 'Elif'), (5, 'Farid'), (6, 'Grace'), (7, 'Hugo'),
    (8, 'Ines'), (9, 'Jonas')),
family (n, name, city) AS (VALUES
    (0, 'Lindqvist', 'Malmö'), (1, 'de Wit', 'Utrecht'), (2, 'Bianchi', 'Torino'), (3, 'Okafor', 'Lagos'),
    (4, 'Yıldız', 'İzmir'), (5, 'Haddad', 'Beirut'), (6, 'Murphy', 'Cork'), (7, 'Moreau', 'Lyon'),
    (8, 'Carvalho', 'Porto'), (9, 'Weber', 'Leipzig'))
INSERT INTO customers (name, email, city, fax)
SELECT g.name || ' ' || f.name, lower(g.name) || '.' || f.n || '@example.com', f.city,
       CASE WHEN (g.n + f.n) % 3 = 0 THEN printf('+00 %03d %04d', 100 + f.n * 11, 1000 + g.n * 137) END
FROM given AS g JOIN family AS f;

WITH RECURSIVE day (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM day WHERE n < 364)
INSERT INTO invoices (customer_id, issued_on)
SELECT 1 + (n * 31) % 100, date('2025-11-01', '+' || n || ' days') FROM day;

INSERT INTO invoice_lines (invoice_id, track_id, price_cents)
SELECT i.invoice_id, t.track_id, t.price_cents
FROM invoices AS i JOIN tracks AS t ON t.track_id % 53 = i.invoice_id % 53;
