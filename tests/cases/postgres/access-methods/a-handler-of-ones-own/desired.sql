CREATE FUNCTION my_am(internal) RETURNS index_am_handler LANGUAGE internal AS 'gisthandler';
CREATE ACCESS METHOD "My AM" TYPE INDEX HANDLER my_am;
