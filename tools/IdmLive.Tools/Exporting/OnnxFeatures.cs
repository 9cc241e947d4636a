namespace IdmLive.Tools.Exporting;

/// <summary>A feature map of an ONNX graph.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="Size">Width and height where the graph has one size, else null.</param>
/// <param name="Order">
/// Where the channels do not lie in the network's order: the place in the network's order of each channel. Only a convolution takes
/// such features.
/// </param>
internal sealed record OnnxFeatures(string Name, int Channels, int? Size, int[]? Order = null);
