"use client";

import { lazy } from "react";

// Forms are loaded when a view is saved: every page of a list has the menu.

export const NewView = lazy(() => import("./view-forms.tsx").then((file) => ({ default: file.NewView })));
export const EditView = lazy(() => import("./view-forms.tsx").then((file) => ({ default: file.EditView })));
