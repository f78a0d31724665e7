/** The version in package.json; a test holds the two together. The deployment and the script compare it. */
export const VERSION = "0.1.0";
