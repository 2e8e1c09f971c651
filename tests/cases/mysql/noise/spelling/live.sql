create table T1 (`ID` INTEGER not null primary key,  `n` VARCHAR(10) null default null) ;
