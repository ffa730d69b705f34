-- One order more, which names no customer.
insert into orders (id, customer_id, amount, status) values (106, null, 80, 'completed');
