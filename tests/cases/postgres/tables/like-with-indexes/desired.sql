CREATE TABLE template (made timestamptz NOT NULL DEFAULT now(), note text);
CREATE INDEX template_made ON template (made);
CREATE TABLE page (id bigint PRIMARY KEY, LIKE template INCLUDING ALL);
CREATE TABLE plain (id bigint PRIMARY KEY, LIKE template);
