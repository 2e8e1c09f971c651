create table T(id integer primary key,name   varchar(10)  not null default 'x' /* c */, -- end
 p int);
