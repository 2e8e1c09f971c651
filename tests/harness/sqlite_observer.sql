-- What sqlite_master and the pragmas tell, as ["topic","text"] a line; Groundline's own and SQLite's own objects are left out.
CREATE TEMP VIEW own AS SELECT * FROM main.sqlite_master
    WHERE tbl_name NOT LIKE 'groundline\_%' ESCAPE '\' AND name NOT LIKE 'groundline\_%' ESCAPE '\' AND tbl_name NOT LIKE 'sqlite\_%' ESCAPE '\';
SELECT json_array('object', type || ' ' || name || ' of ' || tbl_name) FROM own WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\';
SELECT json_array('sql', sql) FROM own WHERE sql IS NOT NULL;
SELECT json_array('table', own.name || ' ' || l.type || ' columns=' || l.ncol || ' without-rowid=' || l.wr || ' strict=' || l.strict)
    FROM own, pragma_table_list(own.name) l WHERE own.type = 'table' AND l.schema = 'main';
SELECT json_array('column', own.name || '.' || c.name || ' ' || upper(c.type) || ' not-null=' || c."notnull" || ' key=' || c.pk || ' hidden=' || c.hidden
    || ' default=' || coalesce(c.dflt_value, ''))
    FROM own, pragma_table_xinfo(own.name) c WHERE own.type IN ('table', 'view');
SELECT json_array('foreign-key', own || ' (' || group_concat(k."from") || ') ' || k."table" || ' (' || coalesce(group_concat(k."to"), '')
    || ') ' || k.on_update || ' ' || k.on_delete || ' ' || k."match")
    FROM (SELECT own.name AS own, f.* FROM own, pragma_foreign_key_list(own.name) f WHERE own.type = 'table' ORDER BY own.name, f.id, f.seq) k GROUP BY own, k.id;
SELECT json_array('index', own || ' ' || CASE WHEN name LIKE 'sqlite\_%' ESCAPE '\' THEN '' ELSE name END || ' unique=' || "unique" || ' origin=' || origin
    || ' partial=' || partial || ' (' || group_concat(part) || ')')
    FROM (SELECT own.name AS own, i.*, coalesce(x.name, '<expression>') || ' ' || x.coll || CASE x.desc WHEN 1 THEN ' desc' ELSE '' END AS part
        FROM own, pragma_index_list(own.name) i, pragma_index_xinfo(i.name) x WHERE own.type = 'table' AND x.key = 1 ORDER BY own.name, i.name, x.seqno)
    GROUP BY own, name;
SELECT json_array('pragma', 'user_version ' || user_version) FROM pragma_user_version;
SELECT json_array('pragma', 'application_id ' || application_id) FROM pragma_application_id;
SELECT json_array('pragma', 'encoding ' || encoding) FROM pragma_encoding;
SELECT json_array('pragma', 'journal_mode ' || journal_mode) FROM pragma_journal_mode;
SELECT json_array('integrity', integrity_check) FROM pragma_integrity_check;
SELECT json_array('violated', "table" || ' ' || parent) FROM pragma_foreign_key_check;
