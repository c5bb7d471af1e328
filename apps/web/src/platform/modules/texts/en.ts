/** The texts of modules. */
export const en = {
  title: "Modules",
  none: "No modules",
  noneAbout: "This installation has no modules that can be switched on or off.",
  on: "On",
  off: "Off",
  needs: "Needs {modules}.",
  neededBy: "Needed by {modules}.",
  switchOn: {
    button: "Switch on",
    named: "Switch on {module}",
    title: "Switch on {module}?",
    about: "Its pages are available again to everyone who may see them, with the data that it had.",
    together: "It needs {modules}, which {count, plural, one {is} other {are}} switched on too.",
    keep: "Leave it off",
    done: "Switched on: {modules}",
  },
  switchOff: {
    button: "Switch off",
    named: "Switch off {module}",
    title: "Switch off {module}?",
    about:
      "Its pages, figures and searches disappear for everyone here, and its schedules pause. Its data is kept, and is there again when it is switched on.",
    together: "{modules} cannot work without it and {count, plural, one {is} other {are}} switched off too.",
    keep: "Keep it on",
    done: "Switched off: {modules}",
  },
  words: {
    actions: {
      switch: "Switch on and off",
    },
  },
} as const;
