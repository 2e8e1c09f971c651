CREATE TRUSTED LANGUAGE "My Lang" HANDLER plpgsql_call_handler;
