//! Whatever `SHOW CREATE` prints, its reading ends with a value: thousands of broken statements, deep and long ones.

use super::{depends, program, table, view};
use crate::mutation::variants;

const SEEDS: &[&str] = &[
    "CREATE TABLE `t` (\n  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  `a b` varchar(10) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT \
     'it''s' COMMENT 'x\\\\y',\n  `c` enum('a','b''c') NOT NULL,\n  `d` timestamp(6) NULL DEFAULT current_timestamp(6) ON UPDATE \
     current_timestamp(6),\n  `e` int(11) GENERATED ALWAYS AS (`id` + 1) STORED,\n  PRIMARY KEY (`id`),\n  UNIQUE KEY `u` (`a b`(5) DESC) USING BTREE,\n  \
     FULLTEXT KEY `f` (`a b`) /*!50100 WITH PARSER `ngram` */,\n  CONSTRAINT `k` FOREIGN KEY (`e`) REFERENCES `db`.`p` (`i`) ON DELETE SET NULL,\n  \
     CONSTRAINT `ch` CHECK (`id` > 0)\n) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC COMMENT='c'\n \
     PARTITION BY RANGE (`id`)\n(PARTITION `p0` VALUES LESS THAN (10) ENGINE = InnoDB,\n PARTITION `p1` VALUES LESS THAN MAXVALUE ENGINE = InnoDB)",
    "CREATE ALGORITHM=MERGE DEFINER=`r`@`%` SQL SECURITY INVOKER VIEW `v` (`x`,`y`) AS select `t`.`a` AS `x`,1 AS `y` from (`t` join `db`.`u` on(`t`.`a` = `u`.`b`)) WITH CASCADED CHECK OPTION",
    "CREATE DEFINER=`r`@`localhost` PROCEDURE `p`(IN a int, OUT b text)\nBEGIN\n  IF a THEN SET b = \"x\"; END IF;\nEND",
    "CREATE AGGREGATE FUNCTION IF NOT EXISTS `db`.`f`(x int) RETURNS int\nRETURN x",
];

const PIECES: &[&str] = &[
    "`",
    "'",
    "\"",
    "(",
    ")",
    ",",
    ".",
    "@",
    "\\",
    "=",
    ";",
    "/*!",
    "*/",
    "/*M!100301 ",
    " KEY ",
    " CONSTRAINT ",
    " DEFAULT ",
    " COMMENT ",
    " CHECK ",
    " REFERENCES ",
    " PARTITION ",
    " VALUES ",
    "DEFINER=",
    " AS ",
    " NOT NULL",
    " GENERATED ALWAYS AS (",
    " ON UPDATE ",
    " COLLATE ",
    " WITH ",
    "\n",
    "é",
    "😀",
    "\0",
    "-- ",
    "#",
];

fn read_all(sql: &str) {
    let _ = table::read(sql, "db", |charset| Some(format!("{charset}_general_ci")));
    if let Ok((view, _)) = view::read(sql) {
        let _ = depends::relations(&view.query);
    }
    let _ = depends::relations(sql);
    for (kind, mode) in [("PROCEDURE", ""), ("FUNCTION", "ANSI_QUOTES"), ("PACKAGE BODY", "ORACLE")] {
        let _ = program::read(sql, kind, mode);
    }
}

#[test]
fn no_statement_ends_the_program() {
    variants(SEEDS, PIECES, 5_000).for_each(|sql| read_all(&sql));
}

/// Each of these would take minutes, or the stack, if any part of the work grew faster than the text.
#[test]
fn deep_and_long_statements_are_read_in_time() {
    let begin = [
        "CREATE TABLE `t` (`a` int ",
        "CREATE TABLE `t` (`a` enum(",
        "CREATE TABLE `t` (`a` int) ",
        "CREATE VIEW `v` AS ",
        "CREATE PROCEDURE `p` ",
    ];
    for begin in begin {
        for piece in
            ["(", ")", "`a`.", "'a',", "DEFAULT ", "/*!", "`", ",`b` int ", "COMMENT 'x' ", "KEY `k` (`a`),", "\\"]
        {
            read_all(&format!("{begin}{}", piece.repeat(40_000 / piece.len())));
        }
    }
}
