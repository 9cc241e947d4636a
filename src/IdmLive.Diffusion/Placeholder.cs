namespace IdmLive.Diffusion; internal static class Placeholder { }
