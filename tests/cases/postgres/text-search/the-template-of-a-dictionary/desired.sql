CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = snowball, language = english);
