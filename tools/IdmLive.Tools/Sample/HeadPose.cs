namespace IdmLive.Tools.Sample;

/// <summary>Where a head is at one moment, against how it is in the portrait. Lengths in eye distances, angles in radians.</summary>
/// <param name="X">Shift to the right.</param>
/// <param name="Y">Shift downwards.</param>
/// <param name="Roll">Tilt about the neck, positive clockwise.</param>
/// <param name="Yaw">Turn; positive moves the nose to the right.</param>
/// <param name="Pitch">Nod; positive moves the nose down.</param>
/// <param name="Scale">Size; above 1 it is nearer to the camera.</param>
/// <param name="Jaw">How far the jaw is open, 0 to 1.</param>
internal readonly record struct HeadPose(double X, double Y, double Roll, double Yaw, double Pitch, double Scale, double Jaw);
