INSERT INTO country VALUES ('de','Germany','x'),('DE','again','y');
