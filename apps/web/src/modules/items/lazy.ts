"use client";

import { lazy } from "react";

export const LowItems = lazy(() => import("./low-items.tsx").then((file) => ({ default: file.LowItems })));
export const StockDialog = lazy(() => import("./stock-dialogs.tsx").then((file) => ({ default: file.StockDialog })));
