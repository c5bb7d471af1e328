import "next";
