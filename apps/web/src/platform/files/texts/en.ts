/** The texts of files. */
export const en = {
  title: "Files",
  words: {
    entities: {
      file: "file",
    },
    actions: {
      create: "Upload",
    },
  },
  filter: "Filter by kind",
  any: "Any kind",
  none: {
    title: "No files yet",
    about: "Imports, exports and labels are kept here. You see the files whose content you may read.",
  },
  usage: {
    title: "Storage",
    label: "Storage in use",
    used: "{bytes} of {maxBytes}, {files} of {maxFiles} files.",
    left: "{bytes} left.",
    full: "The storage is full: uploads and exports are refused until you remove files.",
  },
  download: "Download {name}",
  remove: "Remove {name}",
  removed: "{name} was removed",
  removal: {
    title: "Remove {name}?",
    about: "The file is removed for everyone, which frees {size}. It cannot be restored.",
    confirm: "Remove file",
  },
} as const;
