/** The part of this process's environment that Postgres needs, without secrets. */
export const serverEnvironment = (): NodeJS.ProcessEnv => {
  const { NODE_ENV, PATH, TZ } = process.env;
  return { NODE_ENV, PATH, TZ };
};
