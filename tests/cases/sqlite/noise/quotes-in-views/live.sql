CREATE TABLE t (a INT, b INT);
CREATE VIEW v AS select "t"."a", [t].[b] from "t" where t.a<>3;
