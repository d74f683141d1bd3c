"""The plug-ins that come with Wiremill; each is a stage only where the setting `stages` names it (docs/plugins.md)."""
