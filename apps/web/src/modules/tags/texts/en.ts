/** The texts of tags. */
export const en = {
  title: "Tags",
  about: "Markers for items and parcels.",
  new: "New tag",
  edit: "Edit tag",
  editNamed: "Edit {name}",
  deleteNamed: "Delete {name}",
  saved: "{name} was saved",
  deleted: "{name} was deleted",
  none: {
    title: "No tags yet",
    about: "Tags mark items and parcels: fragile, express, gift.",
    toChoose: "There are no tags yet.",
  },
  filter: {
    tags: "Tag",
    allTags: "Has all of these tags",
  },
  form: {
    name: "Name",
    color: "Colour",
    create: "Create tag",
  },
  colors: {
    grey: "grey",
    red: "red",
    orange: "orange",
    amber: "amber",
    green: "green",
    teal: "teal",
    blue: "blue",
    violet: "violet",
    pink: "pink",
  },
  deletion: {
    title: "Delete the tag {name}?",
    about: "The tag is removed from every item and parcel. Nothing else changes.",
    keep: "Keep tag",
    confirm: "Delete tag",
  },
  fields: {
    color: "Colour",
  },
  words: {
    entities: {
      tag: "tag",
    },
  },
} as const;
