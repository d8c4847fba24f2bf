/** The navigation's element: the phone's menu button opens it as a popover. */
export const NAV_ID = "main-navigation";
