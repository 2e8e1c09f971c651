CREATE TABLE template (made timestamptz NOT NULL DEFAULT now(), note text);
CREATE INDEX template_made ON template (made);
