using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Faces;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Outputs.Window;

/// <summary>An open window. All calls of the window library are made on one thread, as it demands.</summary>
internal sealed class WindowFrameSink : IFrameSink
{
    private const int Escape = 27;

    // How long keys and the close button may go unnoticed while no frame comes.
    private static readonly TimeSpan Attention = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly string _title;
    private readonly Action _closed;
    private readonly object _gate = new();
    private readonly TaskCompletionSource<string?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private Mat _newest, _shown;
    private bool _fresh, _ending, _gone;

    /// <summary>Opens a window.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="size">Size of the frames.</param>
    /// <param name="closed">Called once, on the window's thread, when the user has closed it.</param>
    /// <exception cref="MediaException">It cannot be opened.</exception>
    public WindowFrameSink(string title, Size size, Action closed)
    {
        (_title, _closed) = (title, closed);
        _newest = new(size.Height, size.Width, MatType.CV_8UC3, Scalar.Black);
        _shown = _newest.Clone();
        _thread = new Thread(Show) { IsBackground = true, Name = "window" };
        _thread.Start();
        if (_opened.Task.GetAwaiter().GetResult() is { } problem)
        {
            _thread.Join();
            Release();
            throw new MediaException(MediaFailure.Machine, $"No window can be opened ({problem}); give mjpeg:8080 and look with a browser.");
        }
    }

    /// <inheritdoc/>
    public void Write(Mat image, in FrameStamp stamp, IReadOnlyList<DetectedFace> faces)
    {
        lock (_gate)
        {
            if (!_gone)
            {
                image.CopyTo(_newest);
                _fresh = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <inheritdoc/>
    public void Complete(long endPts)
    {
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.PulseAll(_gate);
        }

        if (_thread.Join(CloseLimit))
        {
            Release();
        }
    }

    private void Release()
    {
        _newest.Dispose();
        _shown.Dispose();
    }

    private void Show()
    {
        try
        {
            Cv2.NamedWindow(_title, WindowFlags.Normal | WindowFlags.KeepRatio);
            Cv2.ResizeWindow(_title, _shown.Width, _shown.Height);
            Cv2.ImShow(_title, _shown);
            Cv2.WaitKey(1);
            _opened.SetResult(null);
            bool byUser = Run();
            lock (_gate)
            {
                _gone = true;
            }

            if (byUser)
            {
                _closed();
            }

            Cv2.DestroyWindow(_title);
            Cv2.WaitKey(1);
        }
        catch (OpenCVException e)
        {
            // Before it was open: no display. Afterwards: the display has gone, which is the same as a closed window.
            if (!_opened.TrySetResult(e.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.')) && !_gone)
            {
                _gone = true;
                _closed();
            }
        }
    }

    /// <summary>Shows frames until the end.</summary>
    /// <returns>Whether the user closed the window.</returns>
    private bool Run()
    {
        while (true)
        {
            bool fresh;
            lock (_gate)
            {
                if (!_fresh && !_ending)
                {
                    Monitor.Wait(_gate, Attention);
                }

                if (_ending)
                {
                    return false;
                }

                fresh = _fresh;
                _fresh = false;
                if (fresh)
                {
                    (_newest, _shown) = (_shown, _newest);
                }
            }

            if (fresh)
            {
                Cv2.ImShow(_title, _shown);
            }

            int key = Cv2.WaitKey(1) & 0xFF;
            if (key is Escape or 'q' or 'Q' || IsClosed())
            {
                return true;
            }
        }
    }

    // Asked before the next frame is shown, which would open the window again. With GTK, "visible" is always -1, and a window that is
    // gone shows by having no other property; with Qt a closed window is there and not visible.
    private bool IsClosed() =>
        Cv2.GetWindowProperty(_title, WindowPropertyFlags.Visible) == 0 || Cv2.GetWindowProperty(_title, WindowPropertyFlags.AutoSize) < 0;
}
