"""What is known of boundary files and layers without a database: names, edges, systems, archives."""
