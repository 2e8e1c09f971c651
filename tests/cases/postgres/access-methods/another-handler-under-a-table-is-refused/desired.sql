CREATE FUNCTION my_am(internal) RETURNS table_am_handler LANGUAGE internal AS 'heap_tableam_handler';
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER my_am;
CREATE TABLE t (a int) USING heap2;
