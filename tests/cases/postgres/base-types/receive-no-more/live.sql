CREATE TYPE mytext;
CREATE FUNCTION mytext_in(cstring) RETURNS mytext LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION mytext_out(mytext) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION mytext_recv(internal) RETURNS mytext LANGUAGE internal STABLE STRICT AS 'textrecv';
CREATE TYPE mytext (INPUT = mytext_in, OUTPUT = mytext_out, LIKE = text, RECEIVE = mytext_recv);
CREATE TABLE t (id int PRIMARY KEY, c mytext);
