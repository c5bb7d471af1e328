"use client";

import { lazy } from "react";

// The forms of views are loaded on demand: every list has the menu.

export const NewView = lazy(() => import("./view-forms.tsx").then((file) => ({ default: file.NewView })));
export const EditView = lazy(() => import("./view-forms.tsx").then((file) => ({ default: file.EditView })));
