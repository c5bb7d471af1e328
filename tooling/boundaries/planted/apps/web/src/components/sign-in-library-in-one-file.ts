import "next-auth";
