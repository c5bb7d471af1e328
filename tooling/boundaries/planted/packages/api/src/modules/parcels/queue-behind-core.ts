import "pg-boss";
